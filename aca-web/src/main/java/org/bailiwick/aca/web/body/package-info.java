/**
 * Reads members of request bodies and paths. Door: {@link org.bailiwick.aca.web.body.Members}.
 * Invariant: a missing or malformed member is refused with a problem that names it.
 */
package org.bailiwick.aca.web.body;
