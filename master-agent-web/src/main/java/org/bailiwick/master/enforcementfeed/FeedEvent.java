package org.bailiwick.master.enforcementfeed;

/**
 * An event of the feed.
 *
 * @param number its place among the changes of this node since its start
 * @param name its type, such as {@code agent}
 * @param data a JSON object
 */
record FeedEvent(long number, String name, String data) {}
