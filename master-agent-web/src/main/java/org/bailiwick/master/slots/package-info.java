/**
 * The slots for calls of agents, and the order in which waiting calls get them. Door: {@link
 * org.bailiwick.master.slots.CallSlots}.
 *
 * <p>Invariants: the slots in use never exceed their number, nor the share of one agent, one caller
 * or one trust domain; a waiting call holds no thread; while a call could have a slot, every other
 * caller of its domain gets one slot at most before it, and no slot stays free ({@code
 * docs/master-agent.md}).
 */
package org.bailiwick.master.slots;
