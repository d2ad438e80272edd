/**
 * Follows the exports of partners' registries. Door: {@link
 * org.bailiwick.ars.mirror.feed.MirrorTimers}.
 *
 * <p>Invariants: a page counts only if it was signed by a key of the partner for this request, and
 * follows the last one; of the nodes on one database one reads a partner's pages; what an agreement
 * no longer takes over is deleted.
 */
package org.bailiwick.ars.mirror.feed;
