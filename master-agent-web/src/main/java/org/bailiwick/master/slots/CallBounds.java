package org.bailiwick.master.slots;

/**
 * The greatest number of calls at once: in all, to one agent, for one caller, and for all callers
 * of one trust domain.
 */
public record CallBounds(int all, int ofAgent, int ofCaller, int ofDomain) {}
