/** What the nodes say about themselves to those who write clients: their OpenAPI descriptions. */
package org.bailiwick.system.description;
