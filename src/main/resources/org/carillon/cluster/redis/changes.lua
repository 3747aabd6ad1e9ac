-- The changes of a channel's members after a number.
-- KEYS: 1 the number of the last change, 2 the last changes
-- ARGV: 1 the primary, of no use here, 2 the number; -1 for none of them
-- Gives the number of the last change, 0 if there is none, and then the changes after the given one, the latest first.
local last, after = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[2])
local results = after >= 0 and last > after and redis.call('LRANGE', KEYS[2], 0, last - after - 1) or {}
table.insert(results, 1, string.format('%.0f', last))
return results
