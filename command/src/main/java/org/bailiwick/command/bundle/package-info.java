/**
 * Commands of officers for signed policy bundles (docs/policy-bundles.md): sign, verify, activate,
 * status. Door: {@link org.bailiwick.command.bundle.BundleCommands}.
 *
 * <p>Invariants: a key is read from a file or stays in a token, and no option takes a secret; a
 * bundle that a node would refuse for its files is not signed.
 */
package org.bailiwick.command.bundle;
