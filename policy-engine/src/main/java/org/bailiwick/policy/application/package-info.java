/**
 * Questions about the actions of applications, whose vocabulary and policies stand beside the
 * built-in ones in the policy folder ({@code app-<name>.cedarschema}, {@code app-<name>.cedar},
 * {@code app-<name>.entities.json}).
 *
 * <p>Door: {@link org.bailiwick.policy.application.ApplicationDecisions}, which {@link
 * org.bailiwick.policy.application.LoadedApplications} implements by the policies in force.
 * Invariants: an application's policies decide about that application's actions and about no
 * others; what the domain knows of an entity wins over what an asker says of it; a fault of any
 * kind is a denial.
 */
package org.bailiwick.policy.application;
