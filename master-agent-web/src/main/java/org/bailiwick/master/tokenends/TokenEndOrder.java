package org.bailiwick.master.tokenends;

/**
 * The order to end a token.
 *
 * @param by the name of the officer or client
 * @param why an officer's own words; empty for a client
 */
public record TokenEndOrder(EndCause cause, String by, String why) {}
