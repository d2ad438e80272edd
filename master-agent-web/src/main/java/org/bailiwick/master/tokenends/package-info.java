/**
 * Ends tokens before their time, with what rests on them, for officers and for the clients to which
 * they were issued. Doors: {@link org.bailiwick.master.tokenends.TokenRevoker}, and {@link
 * org.bailiwick.master.tokenends.TokenTreeResource} for officers and auditors.
 *
 * <p>Invariants: one row ends a token and all that descends from it; the jobs that rest on the
 * token end in the same commit, with a reason that names it; calls and event streams are ended
 * after that commit; a token that has ended keeps its reason.
 */
package org.bailiwick.master.tokenends;
