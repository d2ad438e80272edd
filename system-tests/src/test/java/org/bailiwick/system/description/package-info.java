/** The OpenAPI descriptions of the nodes, for authors of clients. */
package org.bailiwick.system.description;
