/** Programs of others against running nodes, written and built as the documents say. */
package org.bailiwick.system.clients;
