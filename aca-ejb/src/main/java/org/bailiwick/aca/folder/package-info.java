/**
 * Configuration by files that take effect without a restart.
 *
 * <p>Door: {@link org.bailiwick.aca.folder.FolderSource}. Invariant: while a folder can't be read,
 * what depends on it is refused; an earlier state is never used.
 */
package org.bailiwick.aca.folder;
