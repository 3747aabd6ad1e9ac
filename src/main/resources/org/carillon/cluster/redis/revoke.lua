-- Stores revocations until they are over, and tells them to all nodes, as one act. One that is there already becomes
-- what both say.
-- KEYS  a hash by what is revoked: BEFORE UNTIL; a sorted set of the same by UNTIL; times in epoch milliseconds
-- ARGV  primary, now, how many are kept at most, way of telling (PUBLISH or SPUBLISH), topic, then of each what is
--       revoked, BEFORE and UNTIL
-- Returns how many were stored: none if there is no room for all of them.

local function whole(number)
    return string.format('%.0f', number)
end

local list, ends, now = KEYS[1], KEYS[2], ARGV[2]
for _, over in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now)) do
    redis.call('HDEL', list, over)
    redis.call('ZREM', ends, over)
end

local fresh = 0
for i = 6, #ARGV, 3 do
    fresh = fresh + 1 - redis.call('HEXISTS', list, ARGV[i])
end
if fresh > 0 and redis.call('HLEN', list) + fresh > tonumber(ARGV[3]) then
    return {0}
end

for i = 6, #ARGV, 3 do
    local what, before, till = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
    local known = redis.call('HGET', list, what)
    if known then
        local b, t = string.match(known, '^(%d+) (%d+)$')
        before, till = math.max(before, tonumber(b)), math.max(till, tonumber(t))
    end
    local said = whole(before) .. ' ' .. whole(till)
    redis.call('HSET', list, what, said)
    redis.call('ZADD', ends, whole(till), what)
    redis.call(ARGV[4], ARGV[5], said .. ' ' .. what)
end

local last = redis.call('ZRANGE', ends, -1, -1, 'WITHSCORES')
local life = whole(math.max(tonumber(last[2]) - tonumber(now), 1))
redis.call('PEXPIRE', list, life)
redis.call('PEXPIRE', ends, life)
return {(#ARGV - 5) / 3}
