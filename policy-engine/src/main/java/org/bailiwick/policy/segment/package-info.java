/**
 * The description of the segments of a domain's network: which parties belong together, and which
 * flows may cross from one segment to another.
 *
 * <p>Door: {@link org.bailiwick.policy.segment.SegmentPlan}, read from {@code segments.json} of a
 * policy folder or bundle. Invariants: between segments everything is denied that the plan does not
 * allow; a plan that could be understood in two ways is refused; the membership of a party is
 * computed here only, for policies and for packet filters alike. The draft names subnets,
 * workloads, and tags and attributes as granularities, and leaves the list open; tasks are ours.
 */
package org.bailiwick.policy.segment;
