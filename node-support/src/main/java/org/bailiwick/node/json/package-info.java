/**
 * JSON as a node writes it: {@link org.bailiwick.node.json.JsonText}, from plain values. It is read
 * by {@link org.bailiwick.contract.json.StrictJson}.
 */
package org.bailiwick.node.json;
