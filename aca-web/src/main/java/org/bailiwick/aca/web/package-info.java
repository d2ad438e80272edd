/**
 * The authority's HTTP edge: routes, bodies and nothing else. Routes are listed in {@link
 * org.bailiwick.aca.web.AcaApplication}; what every request passes is in {@code AcaFeature}. Who
 * may do what is decided behind the doors of {@code aca-ejb}.
 */
package org.bailiwick.aca.web;
