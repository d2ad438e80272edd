/**
 * Configuration by files that take effect without a restart.
 *
 * <p>Door: {@link org.bailiwick.aca.folder.FolderSource}. Invariant: an unreadable folder closes
 * what depends on it; it never falls back to an earlier state.
 */
package org.bailiwick.aca.folder;
