/**
 * What agents of this domain inherit from their owners, and from the persons and roles behind them:
 * the operator's files. Door: {@link org.bailiwick.master.ownerrights.OwnerRights}.
 *
 * <p>Invariants: where a folder is configured, an owner or principal without a file gives nothing;
 * nobody has more by a fault, by the absence of a file, or by a second file; what is granted to an
 * agent is granted by its own file, its owner's and its principal's, each of them.
 */
package org.bailiwick.master.ownerrights;
