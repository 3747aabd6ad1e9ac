-- The state of a stream, for the scripts that begin with this file.
-- meta is a hash: e epoch, o offset of the last publication, p primary that began the epoch, f offset of the first
-- publication in the log, b bytes of the contents in the log, t time of the first one, x when the expiry was set.
-- Times are in milliseconds by the nodes' clocks. Entries of the log begin with '1:<time>:<bytes>:'.

local function whole(number)
    return string.format('%.0f', number)
end

-- The stream; where there is none, one in the epoch `fresh`. The primary is the server's process that has the keys.
-- A stream that another one began goes on if the name has a plus before it: then nothing is lost between the two. If
-- not, its end may be lost, and it begins anew.
local function open(meta, log, primary, fresh)
    local m = redis.call('HMGET', meta, 'e', 'o', 'p', 'f', 'b', 't', 'x')
    local safe = string.sub(primary, 1, 1) == '+'
    local name = safe and string.sub(primary, 2) or primary
    if m[1] and (safe or m[3] == name) then
        return {e = m[1], o = tonumber(m[2]), p = name, f = tonumber(m[4]), b = tonumber(m[5]), t = tonumber(m[6]),
                x = tonumber(m[7]), meta = meta, log = log, moved = m[3] ~= name}
    end
    return {e = fresh, o = 0, p = name, f = 1, b = 0, t = 0, x = 0, meta = meta, log = log, new = true}
end

-- Whether the expiry of the keys is to be set again, so that they live for `life` more or less.
local function late(s, now, life)
    return s.new or s.x > now or now - s.x > life / 8
end

-- Whether a stream that was only looked at must be written back.
local function due(s, now, life)
    return s.moved or late(s, now, life)
end

-- Writes the stream back, and keeps both keys for `life` from now on.
local function save(s, now, life)
    local again = late(s, now, life)
    if again then
        s.x = now
    end
    -- The first write of a script must be one that a full memory refuses, so that nothing is done by halves.
    redis.call('HSET', s.meta, 'e', s.e, 'o', whole(s.o), 'p', s.p, 'f', whole(s.f), 'b', whole(s.b), 't', whole(s.t),
            'x', whole(s.x))
    if s.new then
        redis.call('DEL', s.log)
    end
    if again then
        redis.call('PEXPIRE', s.meta, life)
        redis.call('PEXPIRE', s.log, life)
    end
end

local function head(entry)
    local time, bytes = string.match(entry[2][2], '^1:(%d+):(%d+):')
    return tonumber(time), tonumber(bytes)
end

-- Drops from the log what is more than `messages` or `bytes` (the newest stays) or older than `oldest`.
local function trim(s, messages, bytes, oldest)
    local first = s.f
    while s.f <= s.o do
        local held = s.o - s.f + 1
        if held <= messages and (s.b <= bytes or held == 1) and s.t >= oldest then
            break
        end
        local two = redis.call('XRANGE', s.log, whole(s.f) .. '-0', '+', 'COUNT', 2)
        if not two[1] then
            s.f, s.b = s.o + 1, 0
            break
        end
        local _, weight = head(two[1])
        s.b, s.f = s.b - weight, s.f + 1
        if two[2] then
            s.t = head(two[2])
        end
    end
    if s.f > s.o then
        s.b, s.t = 0, 0
    end
    return s.f > first
end

-- Takes out of the log what `trim` has dropped.
local function cut(s)
    if s.f > s.o then
        redis.call('DEL', s.log)
    else
        redis.call('XTRIM', s.log, 'MINID', whole(s.f) .. '-0')
    end
end
