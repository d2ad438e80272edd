/**
 * The Master Agent's page for people. Door: {@link org.bailiwick.master.front.MasterPageResource}.
 *
 * <p>Invariant: the page shows what everybody may read at other paths.
 */
package org.bailiwick.master.front;
