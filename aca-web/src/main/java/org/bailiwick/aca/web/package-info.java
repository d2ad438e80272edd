/**
 * The authority's HTTP edge: what every request passes, and the list of routes in {@link
 * org.bailiwick.aca.web.AcaApplication}. Routes and bodies are in a package each capability; who
 * may do what is decided behind the doors of {@code aca-ejb}.
 */
package org.bailiwick.aca.web;
