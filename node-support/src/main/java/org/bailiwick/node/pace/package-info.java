/**
 * When those who are refused for want of room should come again. Door: {@link
 * org.bailiwick.node.pace.RetryTimes}. A moment that was told to one is not told to the next, and
 * none is further away than a minute.
 */
package org.bailiwick.node.pace;
