-- Declares a life over, and says who cleans up after it: the first that asks, as long as it asks again in time.
-- KEYS: 1 the signs of life, 2 the claim
-- ARGV: 1 the primary, of no use here, 2 the life, 3 the number of signs after which it was silent, 4 who asks,
--       5 for how many milliseconds
-- Gives 1 if the one who asks is to clean up, else 0.
local signs, claim, life = KEYS[1], KEYS[2], ARGV[2]
local given = redis.call('HGET', signs, life)
local owner = redis.call('GET', claim)
if not (given == ARGV[3] or given == '-1') or (owner and owner ~= ARGV[4]) then
  return 0
end
redis.call('HSET', signs, life, -1)
redis.call('SET', claim, ARGV[4], 'PX', ARGV[5])
return 1
