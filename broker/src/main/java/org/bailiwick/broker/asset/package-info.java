/**
 * The back ends that a broker fronts, as its operator has described them: a folder of JSON files,
 * one for each asset.
 *
 * <p>Door: {@link org.bailiwick.broker.asset.AssetFolder}. Invariants: only what a file says is
 * done; a member that is not known, or is missing, is a fault that names file and member; each
 * capability is served by one operation; a file names secrets and never holds one.
 */
package org.bailiwick.broker.asset;
