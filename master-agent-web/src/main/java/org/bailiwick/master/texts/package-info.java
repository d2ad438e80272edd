/**
 * Bounds of the texts of jobs, their inputs and results, that are in memory at once. Doors: {@link
 * org.bailiwick.master.texts.TextShares} for requests and {@link
 * org.bailiwick.master.texts.CallTexts} for calls of agents.
 *
 * <p>Invariants: one caller has half of the bound at most; a text that is longer than its share is
 * let in when its caller has no other one in memory.
 */
package org.bailiwick.master.texts;
