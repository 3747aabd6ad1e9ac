-- Takes the sessions of a life that is over out of a channel, some users at a time, and tells the followers who left.
-- Each user is done in one act, so that no leave is told twice, whoever drains and however often.
-- KEYS, ARGV: as said in members.lua; then ARGV 5 how many users at most
-- Gives how many users are left over, then the packed members that have left.
local function without(record)
  local kept = {record[1]}
  for i = 2, #record, 2 do
    if record[i + 1] ~= life then
      kept[#kept + 1] = record[i]
      kept[#kept + 1] = record[i + 1]
    end
  end
  return kept
end

local results = {0}
for _, user in ipairs(redis.call('SRANDMEMBER', held, ARGV[5])) do
  local known = redis.call('HGET', members, user)
  if known then
    local record = cmsgpack.unpack(known)
    local kept = without(record)
    if #kept == 1 then
      redis.call('HDEL', members, user)
      tell('-', known)
      results[#results + 1] = known
    elseif #kept < #record then
      redis.call('HSET', members, user, cmsgpack.pack(kept))
    end
  end
  redis.call('SREM', held, user)
end
results[1] = redis.call('SCARD', held)
if results[1] == 0 then
  redis.call('HDEL', acts, life)
end
return done(results)
