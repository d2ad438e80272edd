/** The pages for people, as curl gets them. */
package org.bailiwick.system.page;
