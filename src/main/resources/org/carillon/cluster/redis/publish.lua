-- Appends a publication to a stream and tells it to all who listen, as one act, unless its idempotency key is known.
-- KEYS  meta, log, for a publication with an idempotency key the key's own, and for one that has a rate the rate's,
--       which holds the time up to which all is used: a second ahead at most
-- ARGV  primary, epoch for a new stream, now, topic, entry, bytes of its content, most messages, most bytes,
--       longest age, life of the keys, way of telling (PUBLISH or SPUBLISH), idempotency window, fingerprint
--       (empty without a key), most publications of a second (0: any number)
-- Returns {epoch, offset}, {epoch, offset, time} of the publication that had the key, {} if it had other content,
-- or {milliseconds to wait} if there were too many in a second.

local now, weight = tonumber(ARGV[3]), tonumber(ARGV[6])
local messages, bytes, oldest = tonumber(ARGV[7]), tonumber(ARGV[8]), now - tonumber(ARGV[9])
local life = tonumber(ARGV[10])
local s = open(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
local keyed = ARGV[13] ~= ''

if keyed then
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

local rate = tonumber(ARGV[14])
if rate > 0 then
    -- By the clock of this server: those of the nodes differ by more than a second may hold.
    local clock = redis.call('TIME')
    local this, step = tonumber(clock[1]) * 1000 + tonumber(clock[2]) / 1000, 1000 / rate
    local used = math.max(tonumber(redis.call('GET', KEYS[#KEYS]) or this), this) + step
    if used > this + 1000 + step / 2 then
        return {whole(math.ceil(used - this - 1000))}
    end
    redis.call('SET', KEYS[#KEYS], string.format('%.3f', used), 'PX', 2000)
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
if keyed then
    redis.call('HSET', KEYS[3], 'e', s.e, 'o', offset, 't', ARGV[3], 'f', ARGV[13])
    redis.call('PEXPIRE', KEYS[3], ARGV[12])
end
redis.call(ARGV[11], ARGV[4], 'P' .. s.e .. ' ' .. offset .. '\n' .. ARGV[5])
return {s.e, offset}
