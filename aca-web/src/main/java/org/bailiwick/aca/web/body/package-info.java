/**
 * Members of request bodies and paths. Door: {@link org.bailiwick.aca.web.body.Members}. Invariant:
 * one that is missing or malformed is a problem that names it.
 */
package org.bailiwick.aca.web.body;
