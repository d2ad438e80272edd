/**
 * The authority's page for people. Door: {@link org.bailiwick.aca.web.front.AuthorityPageResource}.
 *
 * <p>Invariant: the page shows what everybody may read at other paths.
 */
package org.bailiwick.aca.web.front;
