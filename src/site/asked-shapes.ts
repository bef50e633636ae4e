/** Pictures of needs and wishes: they stand beside questions, which a phone without internet does not ask. */
export const ASKED_SHAPES = {
  coin: '<circle cx="12" cy="12" r="8.5"/><path d="M4 4l16 16"/>',
  woman: '<circle cx="12" cy="5.5" r="3"/><path d="M12 9.5L7 19h10zM10 19v3M14 19v3"/>',
  man: '<circle cx="12" cy="5.5" r="3"/><path d="M8 10h8v6H8zM10 16v6M14 16v6"/>',
  ramp: '<path d="M2.5 20h19L21.5 12zM2.5 20"/><circle cx="9" cy="10" r="4.5"/><path d="M9 10V3.5h3"/>',
  quiet: '<path d="M4 4.5h16v11.5h-8l-4.5 4v-4H4z"/><path d="M3 21.5L21 3"/>',
  wallet: '<path d="M3.5 7.5h17v12h-17zM3.5 7.5l11-4 2 4M15.5 13.5h5M15.5 13.5v.1"/>',
  health:
    '<path d="M6 3.5H4.5V9a4.5 4.5 0 0 0 9 0V3.5H12M9 13.5V16a5 5 0 0 0 10 0v-2.5"/><circle cx="19" cy="11" r="2.2"/>',
  food: '<path d="M3 11.5h18a9 9 0 0 1-6 8.5v1H9v-1a9 9 0 0 1-6-8.5zM9 8c-1.2-1.5 1.2-2.5 0-4.5M14 8c-1.2-1.5 1.2-2.5 0-4.5"/>',
  sleep: '<path d="M3 11l9-7.5L21 11M5 21v-8M5 19h14M19 21v-4.5H5M8 16.5V14h4v2.5"/>',
  water:
    '<path d="M5 21V6a3 3 0 0 1 6 0M8 8.5h6M9 12v.1M13 12v.1M8.5 15.5v.1M13.5 15.5v.1M9 19v.1M13 19v.1M11 12v.1M11 19v.1M18.5 11s-2.5 3.3-2.5 5a2.5 2.5 0 0 0 5 0c0-1.7-2.5-5-2.5-5z"/>',
  clothes:
    '<path d="M8.5 3.5L3 7l2 4.5 2.5-1V20.5h9V10.5l2.5 1L21 7l-5.5-3.5a3.5 3.5 0 0 1-7 0z"/>',
  child:
    '<path d="M3.5 13.5h8v7h-8zM12.5 13.5h8v7h-8zM8 5.5h8v7H8z"/><path d="M10.5 9h3M7.5 15.8v2.4M15 17h3"/>',
  papers: '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>',
  family:
    '<circle cx="7" cy="7.5" r="3"/><circle cx="17" cy="7.5" r="3"/><path d="M2.5 20v-2a4.5 4.5 0 0 1 9 0v2M12.5 20v-2a4.5 4.5 0 0 1 9 0v2"/>',
  phone:
    '<path d="M4 2.5h9v19H4zM8.5 18.3v.1M17 3v3.5M20.5 3v3.5M15.5 6.5H22V9a3.2 3.2 0 0 1-6.5 0zM18.75 12.5v5a2.8 2.8 0 0 1-2.8 2.8"/>',
  work: '<path d="M3 8h18v12H3zM9 8V5h6v3M3 13.5h18M12 12v3"/>',
  law: '<path d="M12 3.5v17M7.5 20.5h9M5 6.5h14M5 6.5L2.5 13h5zM19 6.5L16.5 13h5zM2.5 13a2.5 2.5 0 0 0 5 0M16.5 13a2.5 2.5 0 0 0 5 0"/>',
  school:
    '<path d="M2.5 5.5c3-1.3 6-.8 8 .7v14c-2-1.5-5-2-8-.7zM10.5 6.2c1-.8 2.2-1.2 3.5-1.4M10.5 20.2c1.6-1.1 3.6-1.7 6-1.3v-3.4M20 3l1.8 1.8-7 8-2.3.6.5-2.3z"/>',
  danger:
    '<path d="M6 18.5c1.3-1.3 1.7-2.7 1.7-6a4.3 4.3 0 0 1 8.6 0c0 3.3.4 4.7 1.7 6zM10.5 21h3M12 5.8V3.5M4.5 6L3 4.5M19.5 6L21 4.5M3.5 11h-2M22.5 11h-2"/>',
} as const;
