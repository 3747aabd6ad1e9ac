-- Forgets a life after which all is cleaned up, unless it has shown itself since.
-- KEYS: 1 the signs of life, 2 the claim
-- ARGV: 1 the primary, of no use here, 2 the life
if redis.call('HGET', KEYS[1], ARGV[2]) == '-1' then
  redis.call('HDEL', KEYS[1], ARGV[2])
end
return redis.call('DEL', KEYS[2])
