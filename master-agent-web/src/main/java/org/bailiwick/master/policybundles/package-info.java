/**
 * The Master Agent's policy bundles (docs/policy-bundles.md). Door: {@link
 * org.bailiwick.master.policybundles.MasterBundleResource}. What the components have in common is
 * in {@code node-support}.
 *
 * <p>Invariant: the bundles that a node decides by come from its decision point's source alone,
 * which is produced here.
 */
package org.bailiwick.master.policybundles;
