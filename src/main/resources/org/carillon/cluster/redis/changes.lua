-- The changes of a channel's members after a number.
-- KEYS: 1 the number of the last change, 2 the last changes
-- ARGV: 1 the primary, of no use here, 2 the number; -1 for none of them, by one who begins to follow the channel
-- Gives the number of the last change, 0 if none are counted, and then the changes after the given one, the latest
-- first. The count lasts as long as somebody asks for it: one who follows must not take its end for a loss.
local KEPT = 7 * 86400
local last, after = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[2])
local results = {}
if last > 0 and redis.call('TTL', KEYS[1]) < KEPT / 2 then
  redis.call('EXPIRE', KEYS[1], KEPT)
  redis.call('EXPIRE', KEYS[2], KEPT)
end
if after >= 0 and last > after then
  results = redis.call('LRANGE', KEYS[2], 0, last - after - 1)
end
table.insert(results, 1, string.format('%.0f', last))
return results
