-- Notes how many sessions a user has on a node.
-- KEYS  a hash of the user: counts by instance, each with the time when it was said, as in 2@1700000000000, and when the
--       user was last seen, as @seen
-- ARGV  primary, the instance of the node, its count, now, after how long a count is dropped that was not said again,
--       how long the hash is kept, when the user was there; times in milliseconds
-- Returns nothing.

local now = tonumber(ARGV[4])
if tonumber(ARGV[3]) > 0 then
    redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. '@' .. ARGV[4])
else
    redis.call('HDEL', KEYS[1], ARGV[2])
end
if tonumber(ARGV[7]) > tonumber(redis.call('HGET', KEYS[1], '@seen') or '0') then
    redis.call('HSET', KEYS[1], '@seen', ARGV[7])
end
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
    local said = string.match(all[i + 1], '@(%d+)$')
    if said and now - tonumber(said) > tonumber(ARGV[5]) then
        redis.call('HDEL', KEYS[1], all[i])
    end
end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return {}
