-- Appends a publication to a stream and tells it to all who listen, as one act, unless its idempotency key is known.
-- KEYS  meta, log, and for a publication with an idempotency key the key's own
-- ARGV  primary, epoch for a new stream, now, topic, entry, bytes of its content, most messages, most bytes,
--       longest age, life of the keys, way of telling (PUBLISH or SPUBLISH), idempotency window, fingerprint
-- Returns {epoch, offset}, {epoch, offset, time} of the publication that had the key, or {} if it had other content.

local now, weight = tonumber(ARGV[3]), tonumber(ARGV[6])
local messages, bytes, oldest = tonumber(ARGV[7]), tonumber(ARGV[8]), now - tonumber(ARGV[9])
local life = tonumber(ARGV[10])
local s = open(KEYS[1], KEYS[2], ARGV[1], ARGV[2])

if KEYS[3] then
    local known = redis.call('HMGET', KEYS[3], 'e', 'o', 't', 'f')
    if known[1] == s.e and tonumber(known[3]) >= now - tonumber(ARGV[12]) then
        if known[4] ~= ARGV[13] then
            return {}
        end
        -- A write, so that who waits for replicas waits for what the first attempt wrote.
        redis.call('PEXPIRE', KEYS[3], ARGV[12])
        return {known[1], known[2], known[3]}
    end
end

s.o = s.o + 1
local offset = whole(s.o)
if messages > 0 then
    if s.f == s.o then
        s.t, s.x = now, 0
    end
    s.b = s.b + weight
end
local dropped = false
if messages == 0 then
    dropped = s.f < s.o
    s.f, s.b, s.t = s.o + 1, 0, 0
    save(s, now, life)
    if dropped then
        cut(s)
    end
else
    local again = s.x == 0
    save(s, now, life)
    redis.call('XADD', s.log, offset .. '-0', 'd', ARGV[5])
    if again then
        redis.call('PEXPIRE', s.log, life)
    end
    if trim(s, messages, bytes, oldest) then
        cut(s)
        redis.call('HSET', s.meta, 'f', whole(s.f), 'b', whole(s.b), 't', whole(s.t))
    end
end
if KEYS[3] then
    redis.call('HSET', KEYS[3], 'e', s.e, 'o', offset, 't', ARGV[3], 'f', ARGV[13])
    redis.call('PEXPIRE', KEYS[3], ARGV[12])
end
redis.call(ARGV[11], ARGV[4], 'P' .. s.e .. ' ' .. offset .. '\n' .. ARGV[5])
return {s.e, offset}
