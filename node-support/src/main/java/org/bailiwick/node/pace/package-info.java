/**
 * Times for Retry-After. Door: {@link org.bailiwick.node.pace.RetryTimes}. Each refused caller gets
 * another time, and none is above a minute.
 */
package org.bailiwick.node.pace;
