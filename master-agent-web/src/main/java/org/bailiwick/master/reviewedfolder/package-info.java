/**
 * Folders of an operator's files of one kind, which nodes follow while they run. Door: {@link
 * org.bailiwick.master.reviewedfolder.ReviewedFolder}.
 *
 * <p>Invariants: a file with a fault says nothing, and what it said before is not in force; a fault
 * concerns its own file alone.
 */
package org.bailiwick.master.reviewedfolder;
