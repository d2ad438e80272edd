/**
 * The authority's HTTP interface: the filters that every request passes, and the list of routes in
 * {@link org.bailiwick.aca.web.AcaApplication}. Routes that belong together have a package with
 * their bodies. The doors of {@code aca-ejb} decide who may do what.
 */
package org.bailiwick.aca.web;
