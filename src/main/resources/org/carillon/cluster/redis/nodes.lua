-- Shows a node, or takes it off the list, and lists those that live.
-- KEYS  a sorted set of the instances by the ends of their leases, a hash of the states by instance
-- ARGV  primary, the instance or nothing, for how many milliseconds it is shown (0 takes it off), its state
-- Returns the states of the living nodes.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local instance, millis = ARGV[2], tonumber(ARGV[3])

if millis > 0 then
    redis.call('ZADD', KEYS[1], now + millis, instance)
    redis.call('HSET', KEYS[2], instance, ARGV[4])
elseif instance ~= '' then
    redis.call('ZREM', KEYS[1], instance)
    redis.call('HDEL', KEYS[2], instance)
end
for _, over in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
    redis.call('ZREM', KEYS[1], over)
    redis.call('HDEL', KEYS[2], over)
end
return redis.call('HVALS', KEYS[2])
