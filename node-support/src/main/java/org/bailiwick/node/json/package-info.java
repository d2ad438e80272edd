/**
 * Writes JSON from plain values: {@link org.bailiwick.node.json.JsonText}. {@link
 * org.bailiwick.contract.json.StrictJson} reads JSON.
 */
package org.bailiwick.node.json;
