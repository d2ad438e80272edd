/**
 * Shows how far partners' registries have been read, and how fresh that is. Doors: {@link
 * org.bailiwick.ars.mirror.overview.MirrorResource}, {@link
 * org.bailiwick.ars.mirror.overview.MirrorChecks}.
 *
 * <p>Invariant: an answer has names, numbers, times and checks, and no agent.
 */
package org.bailiwick.ars.mirror.overview;
