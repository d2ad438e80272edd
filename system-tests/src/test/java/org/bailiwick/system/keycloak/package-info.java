/** The main job with somebody else's identity provider and authorization server: Keycloak. */
package org.bailiwick.system.keycloak;
