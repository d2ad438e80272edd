/**
 * The enforcement points of the domain: processes outside of the nodes that decide by the policies
 * of the domain and let calls through or not. Door: {@link
 * org.bailiwick.master.enforcement.EnforcementPoints}, which knows them by their files.
 *
 * <p>Invariants: only a service of the domain that a file without fault describes is one; a file
 * with a fault permits nothing, and the version before it does not stay in use; two files of one
 * credential permit nothing.
 */
package org.bailiwick.master.enforcement;
