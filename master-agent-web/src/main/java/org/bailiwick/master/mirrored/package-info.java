/**
 * What the registry knows of partners' registries. Door: {@link
 * org.bailiwick.master.mirrored.MirroredDomains}.
 *
 * <p>Invariant: a domain with an agreement counts as not heard of as soon as the registry says so,
 * or has not answered for the bound.
 */
package org.bailiwick.master.mirrored;
