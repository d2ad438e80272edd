/**
 * The authorization context of work that crosses the border of a domain: who asked, for what, by
 * which grant (draft-ni, "Authorization Chaining Across Domains"). Door: {@link
 * org.bailiwick.master.authorizationcontext.AuthorizationContexts}.
 *
 * <p>Invariants: a context is stored in the commit of its token and never changes; it goes with the
 * token's row; a grant itself is never stored, only its digest.
 */
package org.bailiwick.master.authorizationcontext;
