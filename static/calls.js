// A call between people: the check before it, who is in it, what one has switched on; a transport carries the media.
//
// A transport is a module that exports `transport({ answer, me, hooks })`, named by `answer.transport` of calls.join:
// calls_mesh.js between the browsers themselves, calls_janus.js by a server. "link" and "frame" are no module: there the
// call is elsewhere, at `answer.address`.
//   answer   what calls.join answered: peer, provider, transport, kilobits, ice_servers, and what the provider adds
//   me       one's own peer
//   hooks    onTrack(peer, kind, track)   a track of somebody came (null: it went); kind is "microphone", "camera", "screen"
//            onState(peer, word)          "connecting", "connected", "reconnecting"
//            signal(peer, body)           tell one peer {description} or {candidates} (the mesh)
//            fail(error)                  it can go on no more: calls.js joins anew
// and returns
//   start(tracks, members)   tracks: {microphone, camera, screen}, each a MediaStreamTrack or null; a promise is waited for
//   setTrack(kind, track)    send another track, or none (null)
//   setMembers(members)      the others who are in the room now, [{peer, id, …}]; whoever is not among them is cut off
//   heard(signal)            a signal came: {from, n, description?, candidates?} (the mesh)
//   networkChanged()         the network may be another one: find a new way
//   stop()                   end everything; nothing is called any more after it
export { mount } from "./calls_panel.js";
