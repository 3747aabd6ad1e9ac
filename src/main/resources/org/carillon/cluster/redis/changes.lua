-- The changes of a channel's members after a number.
-- KEYS: 1 the number of the last change, 2 the last changes
-- ARGV: 1 the primary, of no use here, 2 the number; -1 for none of them, by one who begins to follow the channel
-- Gives the number of the last change and then the changes after the given one, the latest first. For one who begins
-- numbers are begun too, where there are none, so that he knows the next; for others the number is 0 then.
local last, after = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[2])
local results = {}
if after < 0 and last == 0 then
  last = redis.call('TIME')[1] * 1000
  redis.call('SET', KEYS[1], string.format('%.0f', last), 'EX', 7 * 86400)
elseif after >= 0 and last > after then
  results = redis.call('LRANGE', KEYS[2], 0, last - after - 1)
end
table.insert(results, 1, string.format('%.0f', last))
return results
