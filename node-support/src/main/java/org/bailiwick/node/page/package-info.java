/**
 * Pages for people at the root of a component. Doors: {@link
 * org.bailiwick.node.page.FrontPageResource}, which each component extends, and {@link
 * org.bailiwick.node.page.HtmlPage}.
 *
 * <p>Invariants: all HTML is written by {@code HtmlPage}, which escapes every text; a page has no
 * script, no image and no cookie, and its content security policy permits none; a form asks for the
 * page itself, by GET, and changes nothing; what nobody has signed stands in a frame that says so;
 * a page is for who asks for HTML before anything else, so a program that asks for JSON or for any
 * type gets what it got before there were pages.
 */
package org.bailiwick.node.page;
