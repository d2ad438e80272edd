/**
 * Protects the methods of a Jakarta REST service by the policies of a trust domain
 * (docs/enforcement-points.md). Doors: {@link org.bailiwick.jaxrs.Enforced} and {@link
 * org.bailiwick.jaxrs.EnforcementFeature}; {@link org.bailiwick.jaxrs.EnforcementClient} asks by
 * itself.
 *
 * <p>Invariants: a method with the annotation is entered only after the enforcement point has
 * permitted it; whatever else happens is a refusal; this package depends on Jakarta REST and JSON
 * Processing alone.
 */
package org.bailiwick.jaxrs;
