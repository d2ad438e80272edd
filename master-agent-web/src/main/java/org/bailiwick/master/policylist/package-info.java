/**
 * The list of the policies that decide at this moment, which are not always those that the folder
 * has. Door: {@link org.bailiwick.master.policylist.PolicyResource}.
 *
 * <p>Invariant: officers and auditors alone read it.
 */
package org.bailiwick.master.policylist;
