/**
 * Workflows that the domain has reviewed and named: {@code invoice.book@1.json} in an operator's
 * folder, read again within two seconds. Door: {@link
 * org.bailiwick.master.namedworkflow.NamedWorkflows}.
 *
 * <p>Invariants: a file with a fault is not in force; each step says which values it gets, so that
 * none gets more because a workflow is used in another one; the digest of the file is that of what
 * was reviewed.
 */
package org.bailiwick.master.namedworkflow;
